namespace Cesuur.Domain.Rating;

/// <summary>What keeps a rubric from being published.</summary>
public static class RubricErrors
{
    public static readonly DomainError NoCriteria =
        new("rubric_without_criteria", ErrorKind.Invalid, "A rubric has at least one criterion");

    public static readonly DomainError NotSnakeCase =
        new("rubric_word_not_snake_case", ErrorKind.Invalid, "Criteria and flags are named with words in snake_case");

    public static readonly DomainError DuplicateCriterion =
        new("criterion_duplicate", ErrorKind.Invalid, "The criterion is there more than once");

    public static readonly DomainError CriterionWithoutPoints =
        new("criterion_without_points", ErrorKind.Invalid, "A criterion is worth at least one point");

    public static readonly DomainError GateUnknownCriterion =
        new("gate_unknown_criterion", ErrorKind.Invalid, "The gate names a criterion that the rubric does not have");

    public static readonly DomainError CapUnknownCriterion =
        new("cap_unknown_criterion", ErrorKind.Invalid, "The cap names a criterion that the rubric does not have");

    public static readonly DomainError CapWithoutCriteria =
        new("cap_without_criteria", ErrorKind.Invalid, "A cap limits at least one criterion");

    public static readonly DomainError CapNegative =
        new("cap_negative", ErrorKind.Invalid, "A cap leaves at least 0 points");

    public static readonly DomainError DeductionNotPositive =
        new("deduction_not_positive", ErrorKind.Invalid, "A deduction takes at least 1 point");
}
