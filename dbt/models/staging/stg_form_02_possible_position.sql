{{ rows_in_force('form_02_possible_position', [
    'row_id',
    'version_id',
    'report_year',
    'unit_code',
    'position_code',
]) }}
