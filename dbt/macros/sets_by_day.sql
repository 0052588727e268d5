{# Sets kept by the day on which they changed (lib/day_sets.py): those of earlier days, and tonight's where it
   differs from the last of them. The same night again adds nothing, and a second night of one day takes the
   first one's place.

   `kept` is the table of earlier days with their `day`; `tonight` has the `columns` alone; both are the whole set. #}
{% macro sets_by_day(day, columns, kept, tonight) %}
    with

    night as (

        select night_on from {{ ref('stg_night') }}

    ),

    earlier as (

        select
            kept.{{ day }},
            kept.{{ columns | join(', kept.') }}
        from {{ kept }} as kept
        inner join night
            on kept.{{ day }} < night.night_on

    ),

    last_set as (

        select {{ columns | join(', ') }}
        from earlier
        where {{ day }} = (select max(last_days.{{ day }}) from earlier as last_days)

    ),

    tonight as (

        select {{ columns | join(', ') }}
        from {{ tonight }}

    ),

    -- in one of the two and not just so in the other
    differing as (

        (select * from tonight except select * from last_set)
        union all
        (select * from last_set except select * from tonight)

    ),

    sets as (

        select
            {{ day }},
            {{ columns | join(', ') }}
        from earlier
        union all
        select
            night.night_on as {{ day }},
            tonight.{{ columns | join(', tonight.') }}
        from tonight
        cross join night
        where exists (select 1 from differing)

    )

    select
        {{ day }},
        {{ columns | join(', ') }}
    from sets
{% endmacro %}
