from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2Hasher(Argon2PasswordHasher):
    """Argon2id at OWASP's m=19456 KiB, t=2, p=1.

    Django's default takes 100 MiB a login, which a small server cannot carry for several at once.
    """

    time_cost = 2
    memory_cost = 19_456
    parallelism = 1
