with

ratings as (

    select
        decided.*,
        min(decided.rating) over (
            partition by decided.report_year, decided.form, decided.subject_key
        ) as first_rating,
        max(decided.rating) over (
            partition by decided.report_year, decided.form, decided.subject_key
        ) as last_rating
    from {{ ref('int_decided_rating') }} as decided

),

broken as (

    select
        report_year,
        unit_code,
        form,
        version_id,
        sheet,
        row_number,
        row_id,
        'rating' as column_name,
        rating as value_sent,
        'Một kết quả xếp loại năm cho mỗi đối tượng' as expected
    from ratings
    where first_rating <> last_rating

)

{{ finding_select('broken', 'rating_conflict') }}
