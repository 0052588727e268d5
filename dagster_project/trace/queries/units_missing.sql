-- Rule 10 (a): the units without the population form, and what each last had.
select
    units.unit_code,
    units.earlier_figure
from indicators.int_unit_figure as units
inner join core.bridge_scope_unit as scopes
    on
        units.resolution_code = scopes.resolution_code
        and units.report_year = scopes.report_year
        and units.unit_code = scopes.unit_code
where
    not units.has_form
    and units.resolution_code = $resolution
    and units.indicator_code = $indicator
    and units.report_year = $year
    and scopes.scope_code = $unit
    and units.series = $series
order by units.unit_code
