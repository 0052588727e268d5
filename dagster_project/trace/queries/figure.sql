-- The figure as it is published, with what M is made of.
select
    figures.numerator,
    figures.denominator,
    figures.estimated_missing,
    figures.exempt_count,
    figures.unknown_count,
    figures.value_pct,
    figures.lower_pct,
    figures.upper_pct,
    figures.target_pct,
    figures.status,
    figures.progress,
    figures.forms_expected,
    figures.forms_accepted,
    indicators.label_vi,
    indicators.label_en,
    indicators.direction,
    indicators.population_form,
    indicators.counted_form,
    indicators.test_model,
    units.label_vi as unit_name,
    coverage.missing_by_unit,
    coverage.missing_by_quarantine,
    figures.estimated_missing - coverage.missing_by_unit - coverage.missing_by_quarantine as missing_by_silence
from core.fct_indicator_figure as figures
inner join marts.dim_indicator as indicators
    on
        figures.resolution_code = indicators.resolution_code
        and figures.indicator_code = indicators.indicator_code
inner join indicators.int_indicator_coverage as coverage
    on
        figures.resolution_code = coverage.resolution_code
        and figures.report_year = coverage.report_year
        and figures.unit_code = coverage.unit_code
        and figures.indicator_code = coverage.indicator_code
        and figures.series = coverage.series
left join marts.dim_unit as units
    on figures.unit_code = units.unit_code
where
    figures.resolution_code = $resolution
    and figures.indicator_code = $indicator
    and figures.report_year = $year
    and figures.unit_code = $unit
    and figures.series = $series
