"""`python -m deploy.permits`: writes the broker's users."""

from deploy.permits import FILES, users

if __name__ == "__main__":
    for file in FILES:
        file.write_text(users(), "utf-8")
