using System.Text.Json.Serialization;

namespace Cesuur.Domain.Rating;

/// <summary>
/// How a writing or speaking task is rated (N annex 1 and 2). Gates and caps are data, so that one
/// engine rates a school's test and a state exam; the server enforces them.
/// </summary>
public sealed record Rubric
{
    /// <summary>Whether the rater first decides if there is anything to rate; so in speaking (N annex 2).</summary>
    public bool Precondition { get; init; }

    /// <summary>Shown to the rater with the task, a <see cref="Catalogue.RichText"/>.</summary>
    public string? Guidance { get; init; }

    public required IReadOnlyList<Criterion> Criteria { get; init; }

    public IReadOnlyList<Gate> Gates { get; init; } = [];

    public IReadOnlyList<Cap> Caps { get; init; } = [];

    public IReadOnlyList<Deduction> Deductions { get; init; } = [];

    [JsonIgnore]
    public int MaxPoints => Criteria.Sum(criterion => criterion.MaxPoints);

    /// <summary>
    /// What a rating comes to under this rubric. Nothing is mended silently: a rating that breaks a
    /// rule is refused with the rule's name, except for the zeros that a gate implies.
    /// </summary>
    /// <exception cref="DomainException">One of <see cref="RatingErrors"/>, with pointers into the rating.</exception>
    public TaskScore Evaluate(TaskRating rating)
    {
        CheckPrecondition(rating);
        if (rating.Precondition is { } precondition and not Rating.Precondition.Ratable)
        {
            return new TaskScore
            {
                Points = precondition == Rating.Precondition.TechnicalProblem ? null : 0,
                MaxPoints = MaxPoints,
                Scores = new Dictionary<string, int>(),
            };
        }

        CheckFlags(rating);
        CheckScales(rating);
        CheckGates(rating);
        CheckCaps(rating);
        var scores = Complete(rating);
        var deducted = Deductions.Where(deduction => rating.Flags.Contains(deduction.Flag)).Sum(deduction => deduction.Points);
        return new TaskScore { Points = Math.Max(0, scores.Values.Sum() - deducted), MaxPoints = MaxPoints, Scores = scores };
    }

    private void CheckPrecondition(TaskRating rating)
    {
        if (rating.Precondition is null == Precondition)
        {
            var error = Precondition ? RatingErrors.PreconditionMissing : RatingErrors.PreconditionNotExpected;
            Refuse(error, [new ErrorDetail("/precondition", error.Code, error.Title)]);
        }

        if (rating.Precondition is null or Rating.Precondition.Ratable)
        {
            return;
        }

        Refuse(RatingErrors.Precondition, rating.Scores.Keys.Select(id => Wrong(id, RatingErrors.Precondition)));
        Refuse(RatingErrors.Precondition, rating.Flags.Select((_, i) => WrongFlag(i, RatingErrors.Precondition)));
    }

    private void CheckFlags(TaskRating rating) =>
        Refuse(RatingErrors.CapNotApplicable, rating.Flags.Index()
            .Where(flag => Caps.All(cap => cap.Flag != flag.Item) && Deductions.All(deduction => deduction.Flag != flag.Item))
            .Select(flag => WrongFlag(flag.Index, RatingErrors.CapNotApplicable, $"This task has no cap '{flag.Item}'.")));

    private void CheckScales(TaskRating rating)
    {
        Refuse(RatingErrors.UnknownCriterion, rating.Scores.Keys
            .Except(Criteria.Select(criterion => criterion.Id))
            .Select(id => Wrong(id, RatingErrors.UnknownCriterion)));

        Refuse(RatingErrors.ScoreOutOfRange, Criteria
            .Where(criterion => rating.Scores.TryGetValue(criterion.Id, out var score)
                && (score < 0 || score > criterion.MaxPoints))
            .Select(criterion => Wrong(
                criterion.Id,
                RatingErrors.ScoreOutOfRange,
                $"The scale of '{criterion.Id}' is 0 to {criterion.MaxPoints}.")));
    }

    private void CheckGates(TaskRating rating)
    {
        foreach (var gate in ClosedGates(rating))
        {
            Refuse(RatingErrors.Gate, rating.Scores
                .Where(score => score.Value != 0)
                .Select(score => Wrong(
                    score.Key,
                    RatingErrors.Gate,
                    $"Gate '{gate.Criterion}': with 0 there, every other criterion is 0.")));
        }
    }

    private void CheckCaps(TaskRating rating)
    {
        foreach (var cap in Caps.Where(cap => rating.Flags.Contains(cap.Flag)))
        {
            Refuse(RatingErrors.Cap, cap.Criteria
                .Where(id => rating.Scores.TryGetValue(id, out var score) && score > cap.MaxPoints)
                .Select(id => Wrong(id, RatingErrors.Cap, $"Cap '{cap.Flag}': '{id}' is at most {cap.MaxPoints}.")));
        }
    }

    private Dictionary<string, int> Complete(TaskRating rating)
    {
        if (!ClosedGates(rating).Any())
        {
            Refuse(RatingErrors.ScoreMissing, Criteria
                .Where(criterion => !rating.Scores.ContainsKey(criterion.Id))
                .Select(criterion => Wrong(criterion.Id, RatingErrors.ScoreMissing, $"'{criterion.Id}' has no score.")));
        }

        return Criteria.ToDictionary(criterion => criterion.Id, criterion => rating.Scores.GetValueOrDefault(criterion.Id));
    }

    private IEnumerable<Gate> ClosedGates(TaskRating rating) =>
        Gates.Where(gate => rating.Scores.TryGetValue(gate.Criterion, out var score) && score == 0);

    private static ErrorDetail Wrong(string criterion, DomainError error, string? detail = null) =>
        new($"/scores/{JsonPointer.Escape(criterion)}", error.Code, detail ?? error.Title);

    private static ErrorDetail WrongFlag(int index, DomainError error, string? detail = null) =>
        new($"/flags/{index}", error.Code, detail ?? error.Title);

    private static void Refuse(DomainError error, IEnumerable<ErrorDetail> wrong)
    {
        IReadOnlyList<ErrorDetail> errors = [.. wrong];
        if (errors.Count > 0)
        {
            throw new DomainException(error, errors[0].Detail, errors);
        }
    }
}
