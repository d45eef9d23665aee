"""What is measured: python -m bench [nearest] [http] [screen] [phone] [desk] [alerts] [--quick] [--keep]."""
