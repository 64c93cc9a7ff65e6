using Cesuur.Api.Delivery;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Rating;
using Cesuur.Domain.Results;

namespace Cesuur.Api.Rating;

/// <summary>What a rater has to know of a text that a candidate typed.</summary>
public sealed record WrittenResponse
{
    public required int WordCount { get; init; }

    /// <summary>The words that are left without the sentences that were copied from the task.</summary>
    public required int WordsOfOwn { get; init; }

    /// <summary>Where the text has whole sentences of the task, which do not count, whereas phrases of it do (N annex 1). In UTF-16 code units.</summary>
    public required IReadOnlyList<TextRange> CopiedSentences { get; init; }

    internal static WrittenResponse Of(string text, CopiedSentences task)
    {
        var (words, copied) = (Words.Count(text), task.In(text));
        return new WrittenResponse
        {
            WordCount = words,
            WordsOfOwn = words - copied.Sum(range => Words.Count(text.AsSpan(range.Start, range.Length))),
            CopiedSentences = copied,
        };
    }
}

/// <summary>A task as the candidate had it, what came of it, and the rubric by which it is rated.</summary>
public record RatedResponse
{
    public required Id<Item> ItemId { get; init; }

    public required string Identifier { get; init; }

    /// <summary>For raters, not part of what was asked.</summary>
    public string? Title { get; init; }

    /// <summary>Of the section, a fragment of HTML.</summary>
    public string? Instructions { get; init; }

    /// <summary>What was asked, as the candidate saw it.</summary>
    public required CandidateItem Asked { get; init; }

    public Stimulus? Stimulus { get; init; }

    /// <summary>Where the sound, video or picture of the stimulus can be fetched, for 15 minutes.</summary>
    public string? StimulusUrl { get; init; }

    public required Rubric Rubric { get; init; }

    /// <summary>Which rubric that is; given back with the rating, a rubric that has been corrected meanwhile does not evaluate it unseen.</summary>
    public required int ScoringNumber { get; init; }

    /// <summary>Absent when the candidate left the task open.</summary>
    public Answer? Response { get; init; }

    /// <summary>Of a text that was typed.</summary>
    public WrittenResponse? Written { get; init; }

    /// <summary>The same of the parts of a composite task into which text was typed, by the part's identifier.</summary>
    public required IReadOnlyDictionary<string, WrittenResponse> WrittenParts { get; init; }

    /// <param name="scoring">By which it is rated.</param>
    /// <param name="section">Where the task stands.</param>
    /// <param name="item">One that has a rubric.</param>
    /// <param name="response">What the candidate answered.</param>
    /// <param name="view">In which order the candidate saw what is shuffled, and where files are found.</param>
    internal static RatedResponse From(VersionScoring scoring, Section section, Item item, Answer? response, CandidateView view)
    {
        var task = CopiedSentences.Of(section, item);
        var stimulus = section.Stimuli.FirstOrDefault(stimulus => stimulus.Identifier == item.Stimulus);
        return new RatedResponse
        {
            ItemId = item.Id,
            Identifier = item.Identifier,
            Title = item.Title,
            Instructions = view.TextOrNone(section.Instructions),
            Asked = CandidateItem.From(item, view),
            Stimulus = stimulus is null ? null : stimulus with { Text = view.TextOrNone(stimulus.Text) },
            StimulusUrl = stimulus?.MediaId is { } media ? view.AddressOf(media) : null,
            Rubric = item.Rubric!,
            ScoringNumber = scoring.Number,
            Response = response,
            Written = response?.Text is { } text ? WrittenResponse.Of(text, task) : null,
            WrittenParts = (response?.Parts ?? new Dictionary<string, Answer>()).Where(part => part.Value.Text is not null)
                .ToDictionary(part => part.Key, part => WrittenResponse.Of(part.Value.Text!, task)),
        };
    }
}
