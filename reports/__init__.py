"""A process of its own for work that takes memory and time: pictures, exports, rollups. Nothing imports it."""
