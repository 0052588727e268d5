"""Who every row in force is: persons of form 02, and whom the rows of forms 03 and 04 name.

Belongs here: the name of a person (linking.py says which rows are one), its keyed hash, and how a row without a birth
date finds its person: by an identifier that is of one person alone. Rows stay in DuckDB. Who may be one person under
two keys is probably_twice.py's.
"""

import hmac

import duckdb
import pyarrow as pa

from dagster_project.returns.persons.linking import NEW_ID_DIGITS, link
from dagster_project.tables.forms import cadre_form

# Accepted rows make the persons; a quarantined row may be of one of them, but is no evidence of who is who.
_ACCEPTED = """
    create or replace temp table accepted as
    select '' as place, row_id, report_year, citizen_id, party_card, birth_year
    from cadre
    where verdict = 'accepted'
"""
_WITHOUT_ANY = "select count(*) from linked where citizen_id is null and party_card is null"
# A person is named by the smallest new id, else old id with birth year, else card: the same every night. What is in
# conflict is of several persons; there the row tells them apart. A new id is always of one.
_PERSONS = """
    create or replace temp table found as
    with
    named as (
        select
            row_id,
            person,
            case
                when is_new_id then '1:' || citizen_id
                when citizen_id is not null then '2:' || citizen_id || ':' || coalesce(cast(birth_year as varchar), '')
                else '3:' || party_card || ':' || coalesce(cast(birth_year as varchar), '')
            end
            || case
                when is_new_id then ''
                when citizen_id is not null and is_own_conflicted then ':' || row_id
                when citizen_id is null and is_card_conflicted then ':' || row_id
                else ''
            end as name
        from linked
    ),
    smallest as (
        select person, min(name) as name
        from named
        group by person
    )
    select named.row_id, '{form}' as form, smallest.name, 'own' as link
    from named
    inner join smallest on named.person = smallest.person
"""
_CONFLICTS = """
    create or replace temp table conflict as
    select row_id, 'citizen_id' as column_name, 'old_id' as reason from linked where is_own_conflicted
    union all
    select row_id, 'party_card', 'card' from linked where is_card_conflicted
"""
_OWNERS = """
    create or replace temp table owner as
    select distinct found.name, rows.report_year, rows.citizen_id, rows.party_card
    from found
    inner join accepted as rows on found.row_id = rows.row_id
"""
# A 12-digit id is one person's over all years and goes first. An old id or a card tells who it is when it is of one
# person alone: in that year, else over all years. At each the id goes first.
_FIND = f"""
    create or replace temp table looked_up as
    with
    id_now as ({{id_now}}), card_now as ({{card_now}}), id_ever as ({{id_ever}}), card_ever as ({{card_ever}}),
    told as (
        select
            rows.row_id, rows.form, rows.report_year, rows.citizen_id, rows.party_card,
            id_now.name as id_now,
            card_now.name as card_now,
            coalesce(id_now.name, id_ever.name) as by_id,
            coalesce(card_now.name, card_ever.name) as by_card,
            coalesce(length(rows.citizen_id) = {NEW_ID_DIGITS}, false) as is_new_id
        from {{rows}} as rows
        left join id_now on rows.citizen_id = id_now.identifier and rows.report_year = id_now.report_year
        left join card_now on rows.party_card = card_now.identifier and rows.report_year = card_now.report_year
        left join id_ever on rows.citizen_id = id_ever.identifier
        left join card_ever on rows.party_card = card_ever.identifier
    ),
    chosen as (
        select *, by_id is not null and (is_new_id or id_now is not null or card_now is null) as is_by_id
        from told
    )
    select
        row_id, form, report_year, citizen_id, party_card,
        case when is_by_id then by_id else by_card end as name,
        case
            when is_by_id and is_new_id then 'citizen_id'
            when is_by_id then 'old_id'
            when by_card is not null then 'party_card'
        end as link,
        coalesce(by_id <> by_card, false) as is_conflict
    from chosen
"""
_QUARANTINED = """
    create or replace temp table unknown as
    select row_id, '{form}' as form, report_year, nullif(citizen_id, '') as citizen_id, party_card
    from cadre
    where verdict <> 'accepted'
"""
_KNOW = "insert into found select row_id, form, name, link from looked_up where name is not null"
_LEFT = """
    create or replace temp table unknown as
    select row_id, form, report_year, citizen_id, party_card
    from looked_up
    where name is null
"""
# Persons of accepted rows first, then new ones by id, then by card alone: the order of the rows must not matter.
_NEW_BY_ID = """
    create or replace temp table newly as
    select *, 'quarantined:' || citizen_id as name, 'own' as link
    from unknown
    where citizen_id is not null
"""
_NEW_BY_CARD = """
    create or replace temp table newly as
    select
        row_id, form, report_year, citizen_id, party_card,
        coalesce(name, 'quarantined:' || coalesce(nullif(party_card, ''), row_id)) as name,
        coalesce(link, 'own') as link
    from looked_up
"""
_KNOW_NEWLY = """
    insert into found select row_id, form, name, link from newly;
    insert into owner select distinct name, report_year, citizen_id, party_card from newly
"""
#: Who every row is, in a stable order (PERSON_ROW_SCHEMA); person_key NULL = nobody found.
PERSON_ROWS = """
    select found.row_id, found.form, person.person_key, found.link
    from found
    left join person on found.name = person.name
    order by found.row_id, found.form, person.person_key, found.link
"""
#: row_id, column_name, reason: ``card`` or ``old_id`` (of several persons, so it joins nobody), or ``two_persons`` (id
#: and card of a row of forms 03 and 04 point to two persons).
CONFLICTS = "select row_id, column_name, reason from conflict order by all"


def resolve_persons(connection: duckdb.DuckDBPyConnection, secret: bytes) -> None:
    """Give every row in force its person; ``PERSON_ROWS`` and ``CONFLICTS`` read the result from ``connection``.

    Args:
        connection: has ``cadre``: rows in force of form 02 (row_id, report_year, verdict, citizen_id, party_card,
            birth_year), and ``other``: accepted rows in force of forms 03 and 04 (row_id, form, report_year,
            citizen_id, party_card).
        secret: the key of the hash.
    """
    connection.execute(_ACCEPTED)
    link(connection, "accepted")
    if connection.execute(_WITHOUT_ANY).fetchall() != [(0,)]:
        raise ValueError("An accepted row has neither a citizen id nor a party card.")
    for statement in (_PERSONS.format(form=cadre_form()), _CONFLICTS, _OWNERS):
        connection.execute(statement)
    _add_quarantined(connection)
    _find(connection, "other")
    connection.execute("insert into found select row_id, form, name, link from looked_up")
    connection.execute(
        "insert into conflict select row_id, 'party_card', 'two_persons' from looked_up where is_conflict"
    )
    _hash_names(connection, secret)


def _add_quarantined(connection: duckdb.DuckDBPyConnection) -> None:
    """Say whom each quarantined row names, and let forms 03 and 04 find those whom no accepted row names."""
    connection.execute(_QUARANTINED.format(form=cadre_form()))
    _find(connection, "unknown")
    for statement in (_KNOW, _LEFT, _NEW_BY_ID, _KNOW_NEWLY):
        connection.execute(statement)
    _find(connection, "(select * from unknown where citizen_id is null)")
    for statement in (_NEW_BY_CARD, _KNOW_NEWLY):
        connection.execute(statement)


def _find(connection: duckdb.DuckDBPyConnection, rows: str) -> None:
    """Make ``looked_up``: whom each of ``rows`` names (NULL: nobody), by what, and if id and card disagree."""
    owned = {
        f"{short}_{when}": f"select {years}{column} as identifier, min(name) as name from owner "
        f"where {column} <> '' group by {years}{column} having min(name) = max(name)"
        for short, column in (("id", "citizen_id"), ("card", "party_card"))
        for when, years in (("now", "report_year, "), ("ever", ""))
    }
    connection.execute(_FIND.format(rows=rows, **owned))


def _hash_names(connection: duckdb.DuckDBPyConnection, secret: bytes) -> None:
    """Make ``person``: the keyed hash of each person's name."""
    names = connection.sql("select distinct name from found where name is not null").to_arrow_table()["name"]
    keys = [hmac.digest(secret, name.encode(), "sha256").hex() for name in names.to_pylist()]
    connection.register("hashed", pa.table({"name": names, "person_key": pa.array(keys, pa.string())}))
    connection.execute("create or replace temp table person as select * from hashed")
    connection.unregister("hashed")
