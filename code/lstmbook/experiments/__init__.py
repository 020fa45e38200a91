"""Numbers for the pages: models run or trained with fixed seeds. Nothing here draws."""
