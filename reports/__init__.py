"""A process of its own for work that takes memory and time: pictures, exports, figures. Nothing imports it."""
