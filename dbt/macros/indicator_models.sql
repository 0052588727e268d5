{# The models that list subjects, one an indicator. A new one is named here and nowhere else. #}
{% macro indicator_models() %}
    {{ return([
        'ind_2_1_1', 'ind_2_1_2', 'ind_2_2_1', 'ind_2_2_2a', 'ind_2_2_2b', 'ind_2_2_3',
        'ind_2_2_4a', 'ind_2_2_4b', 'ind_2_2_5', 'ind_2_2_6', 'ind_2_2_7', 'ind_2_2_8',
    ]) }}
{% endmacro %}
