using Cesuur.Domain.Catalogue;

namespace Cesuur.Domain.Results.Analysis;

/// <summary>Counts what one item earned and how it was answered.</summary>
internal sealed class ItemTally(Item item, decimal maxPoints)
{
    private readonly CoMoments pointsAndRest = new();
    private readonly List<ResponseTally> responses = [.. item.Interactions.Select(one => new ResponseTally(one.Identifier, one.Interaction))];
    private int omitted;

    public decimal MaxPoints => maxPoints;

    public double Variance => pointsAndRest.X.Variance;

    /// <param name="points">What the item earned.</param>
    /// <param name="rest">What all others earned together.</param>
    public void Add(decimal points, decimal rest) => pointsAndRest.Add((double)points, (double)rest);

    /// <param name="answer">Absent: none was given.</param>
    /// <param name="rest">What all other items earned together.</param>
    public void AddAnswer(Answer? answer, decimal rest)
    {
        if (answer is null || IsEmpty(answer))
        {
            omitted++;
            return;
        }

        foreach (var response in responses)
        {
            response.Add(answer, rest);
        }
    }

    public ItemFigures Figures(bool enough)
    {
        var points = pointsAndRest.X;
        var correlation = enough ? pointsAndRest.Correlation : null;
        return new ItemFigures
        {
            ItemId = item.Id,
            Identifier = item.Identifier,
            Type = item.Type,
            MaxPoints = maxPoints,
            Mean = points.Mean,
            StandardDeviation = Math.Sqrt(points.Variance),
            PValue = points.Mean / (double)maxPoints,
            ItemRestCorrelation = correlation,
            AbsentBecause = !enough ? Absence.TooFewSittings : correlation is null ? Absence.NoVariance : null,
            Omitted = item.Rubric is null ? omitted : null,
            Options = [.. responses.SelectMany(response => response.Figures())],
        };
    }

    private static bool IsEmpty(Answer answer) =>
        answer.Parts is { } parts ? parts.Values.All(IsEmpty) : answer.RecordingId is null && answer.Values().Count == 0;
}
