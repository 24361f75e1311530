"""`python -m deploy.permits`: writes the users of broker and store."""

from deploy.permits import FILES, STORE_FILE, store_users, users

if __name__ == "__main__":
    for file in FILES:
        file.write_text(users(), "utf-8")
    STORE_FILE.write_text(store_users(), "utf-8")
