"""What people read in answer to what cannot be done, and how everything is put."""
