"""Time in words: what one entry can be."""

import pytest

from desk.tickets.time_spent import MINUTES

TABLE = """
15m                | 15
15                 | 15
15 min             | 15
15 minutes         | 15
an hour            | 60
hour               | 60
1h                 | 60
1.5h               | 90
1,5 h              | 90
half an hour       | 30
1h 20m             | 80
1h20m              | 80
1 h 20 min         | 80
2 hours 5 minutes  | 125
90 s               | 2
16 h               | 960
1 ч 20 мин         | 80
1ч20м              | 80
час                | 60
полчаса            | 30
полтора часа       | 90
два часа           | 120
15 минут           | 15
1 ч. 20 мин.       | 80
0                  | -
0m                 | -
-15m               | -
−15                | -
20 s               | 1
17 h               | -
1 day              | -
день               | -
999999999          | -
99999999999999999h | -
١٥                 | 15
15m; drop table    | -
15 apples          | -
nan                | -
1e3                | -
tomorrow           | -
"""


@pytest.mark.parametrize("line", TABLE.strip().splitlines())
def test_time_is_read_in_words(line: str) -> None:
    said, wanted = (one.strip() for one in line.rsplit("|", 1))
    if wanted != "-":
        assert MINUTES.parse_text(said) == int(wanted)
        return
    with pytest.raises(ValueError):
        MINUTES.parse_text(said)
