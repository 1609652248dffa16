"""A process of its own for what takes memory and time: pictures, exports, roll-ups. Imported by nobody."""
