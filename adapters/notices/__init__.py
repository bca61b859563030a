"""What is said when something happens, and to whom."""
