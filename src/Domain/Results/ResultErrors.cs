namespace Cesuur.Domain.Results;

/// <summary>What keeps points from becoming a result.</summary>
public static class ResultErrors
{
    public static readonly DomainError CutScoreMissing =
        new("cut_score_missing", ErrorKind.Invalid, "A test has a cut score");

    public static readonly DomainError CutScoreOutOfRange =
        new("cut_score_out_of_range", ErrorKind.Invalid, "The cut score is not among the points that decide");
}
