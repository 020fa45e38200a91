"""The only place where a network is trained: how runs start, how they are fitted side by side, and what they end as."""
