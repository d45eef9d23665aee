"""What is measured: python -m bench [nearest] [http] [screen] [--quick] [--keep]."""
