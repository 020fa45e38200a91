"""What is measured of a network: memory, gradients, bytes and seconds."""
