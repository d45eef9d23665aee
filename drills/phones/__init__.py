"""A phone where all around it goes wrong: signal, Wi-Fi, storage, clock, updates. There is a list."""
