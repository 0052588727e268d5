with

degrees as (

    select
        cadre_rows.*,
        qualifications.qualification_rank,
        theory.theory_rank
    from {{ ref('stg_form_02_row') }} as cadre_rows
    left join {{ ref('dim_professional_qualification') }} as qualifications
        on cadre_rows.professional_qualification = qualifications.professional_qualification
    left join {{ ref('dim_political_theory') }} as theory
        on cadre_rows.political_theory = theory.political_theory
    where cadre_rows.verdict = 'accepted'

),

by_column as (

    select
        report_year,
        unit_code,
        form,
        version_id,
        sheet,
        row_number,
        row_id,
        person_key,
        'professional_qualification' as column_name,
        professional_qualification_sent as value_sent,
        qualification_rank as degree_rank
    from degrees

    union all

    select
        report_year,
        unit_code,
        form,
        version_id,
        sheet,
        row_number,
        row_id,
        person_key,
        'political_theory' as column_name,
        political_theory_sent as value_sent,
        theory_rank as degree_rank
    from degrees

),

highest_by_year as (

    select
        person_key,
        column_name,
        report_year,
        max(degree_rank) as degree_rank
    from by_column
    group by person_key, column_name, report_year

),

highest_before as (

    select
        person_key,
        column_name,
        report_year,
        max(degree_rank) over (
            partition by person_key, column_name
            order by report_year rows between unbounded preceding and 1 preceding
        ) as degree_rank
    from highest_by_year

),

-- equivalents share a rank; the first of them names it
rank_labels as (

    select
        code_list,
        rank_in_list,
        min(label_vi) as label_vi
    from {{ ref('dim_code') }}
    group by code_list, rank_in_list

),

broken as (

    select
        by_column.report_year,
        by_column.unit_code,
        by_column.form,
        by_column.version_id,
        by_column.sheet,
        by_column.row_number,
        by_column.row_id,
        by_column.column_name,
        by_column.value_sent,
        'Không thấp hơn: ' || labels.label_vi as expected
    from by_column
    inner join highest_before
        on
            by_column.person_key = highest_before.person_key
            and by_column.column_name = highest_before.column_name
            and by_column.report_year = highest_before.report_year
    left join rank_labels as labels
        on
            by_column.column_name = labels.code_list
            and highest_before.degree_rank = labels.rank_in_list
    where by_column.degree_rank < highest_before.degree_rank

)

{{ finding_select('broken', 'degree_fell') }}
