"""Board and desk end equal, whatever happened: as a property, and the cases that days of chaos have brought up."""
