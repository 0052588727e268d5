{{ sets_by_day(
    'seen_on',
    ['kind', 'name', 'report_year', 'unit_code', 'form', 'versions', 'stamp'],
    ref('stg_vintage_input'),
    ref('int_figure_input'),
) }}
