"""Equal Earth (Šavrič, Patterson and Jenny 2018): every country as large as it is."""

from math import asin, cos, pi, radians, sin, sqrt

CENTRE = 11  # degrees east: the edge of the map then runs through the Bering Strait
WIDTH = 1000  # units of the picture
A1, A2, A3, A4 = 1.340264, -0.081106, 0.000893, 0.003796
ROOT = sqrt(3) / 2
SCALE = WIDTH / (2 * pi / (ROOT * A1))

Point = tuple[float, float]


def unwrapped(longitude: float) -> float:
    """The same meridian, no further than half a turn from the centre."""
    return (longitude - CENTRE + 180) % 360 - 180 + CENTRE


def project(longitude: float, latitude: float) -> Point:
    """Units from the upper left corner; the north pole is at the top."""
    angle = asin(ROOT * sin(radians(latitude)))
    square = angle * angle
    six = square**3
    y = angle * (A1 + A2 * square + six * (A3 + A4 * square))
    slope = A1 + 3 * A2 * square + six * (7 * A3 + 9 * A4 * square)
    x = radians(longitude - CENTRE) * cos(angle) / (ROOT * slope)
    return WIDTH / 2 + x * SCALE, (TOP - y) * SCALE


def _height(angle: float) -> float:
    square = angle * angle
    return angle * (A1 + A2 * square + square**3 * (A3 + A4 * square))


TOP = _height(asin(ROOT))
