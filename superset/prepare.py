"""Make Superset's metadata database what this checkout says; run inside `.venv-superset` before each start.

Usage: python superset/prepare.py      (environment: SUPERSET_CONFIG_PATH, SUPERSET_HOME, SUPERSET_PUBLISHED,
SUPERSET_ADMIN_PASSWORD)

Here belongs: the tables, the roles, the account `admin`, and `assets/` imported over what was there. What
people made themselves (other charts, dashboards, accounts) stays.
"""

import logging
import os
from pathlib import Path

from superset.app import create_app

ASSETS = Path(__file__).with_name("assets")


def main() -> None:
    """Upgrade, set roles and the admin's password, import the assets."""
    app = create_app()
    # Superset's own use of SQLAlchemy warns at each import; nobody here can do anything about it.
    logging.disable(logging.WARNING)
    with app.app_context():
        _upgrade_tables_and_roles()
        _import_assets(_admin(os.environ["SUPERSET_ADMIN_PASSWORD"]))


def _upgrade_tables_and_roles() -> None:
    from flask_migrate import upgrade

    from superset import appbuilder, db, security_manager

    upgrade()
    appbuilder.add_permissions(update_perms=True)
    security_manager.sync_role_definitions()
    db.session.commit()


def _admin(password: str) -> object:
    from superset import db, security_manager

    admin = security_manager.find_user("admin")
    if admin is None:
        role = security_manager.find_role("Admin")
        admin = security_manager.add_user("admin", "Quản trị", "Superset", "admin@localhost", role, password)
    else:
        security_manager.reset_password(admin.id, password)
    db.session.commit()
    return admin


def _import_assets(admin: object) -> None:
    from superset.commands.importers.v1.assets import ImportAssetsCommand
    from superset.utils.core import override_user

    contents = {path.relative_to(ASSETS).as_posix(): path.read_text("utf-8") for path in ASSETS.rglob("*.yaml")}
    with override_user(admin):
        ImportAssetsCommand(contents).run()


if __name__ == "__main__":
    main()
