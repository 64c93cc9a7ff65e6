using System.Text.RegularExpressions;

namespace Cesuur.Domain.Rating;

/// <summary>Finds what keeps a rubric from being published; <see cref="Rubric.Evaluate"/> relies on none of it being there.</summary>
public static partial class RubricCheck
{
    /// <param name="rubric">The rubric to look at.</param>
    /// <param name="pointer">Where the rubric is: the start of every pointer returned.</param>
    public static IEnumerable<ErrorDetail> Of(Rubric rubric, string pointer) =>
        [.. CheckCriteria(rubric, pointer), .. CheckGates(rubric, pointer), .. CheckCaps(rubric, pointer), .. CheckDeductions(rubric, pointer)];

    private static IEnumerable<ErrorDetail> CheckCriteria(Rubric rubric, string pointer)
    {
        if (rubric.Criteria.Count == 0)
        {
            yield return Wrong($"{pointer}/criteria", RubricErrors.NoCriteria);
        }

        var known = new HashSet<string>();
        foreach (var (index, criterion) in rubric.Criteria.Index())
        {
            if (!SnakeCase().IsMatch(criterion.Id))
            {
                yield return Wrong($"{pointer}/criteria/{index}/id", RubricErrors.NotSnakeCase);
            }

            if (!known.Add(criterion.Id))
            {
                yield return Wrong($"{pointer}/criteria/{index}/id", RubricErrors.DuplicateCriterion);
            }

            if (criterion.MaxPoints < 1)
            {
                yield return Wrong($"{pointer}/criteria/{index}/maxPoints", RubricErrors.CriterionWithoutPoints);
            }
        }
    }

    private static IEnumerable<ErrorDetail> CheckGates(Rubric rubric, string pointer) =>
        from gate in rubric.Gates.Index()
        where !Has(rubric, gate.Item.Criterion)
        select Wrong($"{pointer}/gates/{gate.Index}/criterion", RubricErrors.GateUnknownCriterion);

    private static IEnumerable<ErrorDetail> CheckCaps(Rubric rubric, string pointer)
    {
        foreach (var (index, cap) in rubric.Caps.Index())
        {
            if (!SnakeCase().IsMatch(cap.Flag))
            {
                yield return Wrong($"{pointer}/caps/{index}/flag", RubricErrors.NotSnakeCase);
            }

            if (cap.Criteria.Count == 0)
            {
                yield return Wrong($"{pointer}/caps/{index}/criteria", RubricErrors.CapWithoutCriteria);
            }

            foreach (var (place, _) in cap.Criteria.Index().Where(named => !Has(rubric, named.Item)))
            {
                yield return Wrong($"{pointer}/caps/{index}/criteria/{place}", RubricErrors.CapUnknownCriterion);
            }

            if (cap.MaxPoints < 0)
            {
                yield return Wrong($"{pointer}/caps/{index}/maxPoints", RubricErrors.CapNegative);
            }
        }
    }

    private static IEnumerable<ErrorDetail> CheckDeductions(Rubric rubric, string pointer)
    {
        foreach (var (index, deduction) in rubric.Deductions.Index())
        {
            if (!SnakeCase().IsMatch(deduction.Flag))
            {
                yield return Wrong($"{pointer}/deductions/{index}/flag", RubricErrors.NotSnakeCase);
            }

            if (deduction.Points < 1)
            {
                yield return Wrong($"{pointer}/deductions/{index}/points", RubricErrors.DeductionNotPositive);
            }
        }
    }

    private static bool Has(Rubric rubric, string criterion) => rubric.Criteria.Any(known => known.Id == criterion);

    private static ErrorDetail Wrong(string pointer, DomainError error) => new(pointer, error.Code, error.Title);

    [GeneratedRegex(@"\A[a-z][a-z0-9]*(_[a-z0-9]+)*\z")]
    private static partial Regex SnakeCase();
}
