{# The tests that an indicator may name in test_model: for each a model test_<name> in
   models/indicators/tests. A new test is named here and nowhere else. #}
{% macro indicator_tests() %}
    {{ return(['rated', 'trained', 'young', 'woman', 'qualified', 'ethnic_minority']) }}
{% endmacro %}
