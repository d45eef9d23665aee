"""What `make` calls: set-up, run, test, check, backup. Standard library only: it runs before set-up."""
