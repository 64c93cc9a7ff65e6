using Cesuur.Domain.Rating;

namespace Cesuur.Domain.Tests.Rating;

/// <summary>The rubrics of the state exam's tasks (N annex 1 and 2), written as an author would: as data.</summary>
internal static class StateExamRubrics
{
    private static readonly Gate[] AdequacyGate = [new Gate { Criterion = "adequacy" }];

    private static readonly Cap ReadAloud =
        new() { Flag = "read_aloud", Criteria = ["content", "sentence_formation"], MaxPoints = 1 };

    private static readonly Cap SpeechActMissing =
        new() { Flag = "speech_act_missing", Criteria = ["content"], MaxPoints = 1 };

    public static Rubric Of(string task) => task switch
    {
        "sentence" => Writing("adequacy 1, grammar 1"),
        "form I" => Writing("adequacy 3, grammar 2, spelling 1, vocabulary 1", 2),
        "short I" => Writing("adequacy 3, grammar 2, spelling 1, cohesion 1, vocabulary 1", 2),
        "short II" => Writing(
            "adequacy 3, grammar 2, spelling 1, cohesion 1, vocabulary 1, structure 1, text_care 1", 2),
        "medium II" => Writing(
            "adequacy 5, grammar 2, spelling 2, cohesion 2, vocabulary 2, structure 2, text_care 2", 4),
        "speaking short, sentence formation" => Speaking("content 1, sentence_formation 1"),
        "speaking short, word choice" => Speaking("content 1, word_choice 1"),
        "speaking medium, vocabulary" => Speaking("content 3, sentence_formation 3, vocabulary 3"),
        "speaking medium, vocabulary, act required" =>
            Speaking("content 3, sentence_formation 3, vocabulary 3", SpeechActMissing),
        "speaking medium, pronunciation" => Speaking("content 3, sentence_formation 3, pronunciation 3"),
        "speaking medium, pace" => Speaking("content 3, sentence_formation 3, pace 1"),
        "speaking medium, vocabulary, pronunciation" =>
            Speaking("content 3, sentence_formation 3, vocabulary 3, pronunciation 3"),
        "speaking medium, vocabulary, pace" => Speaking("content 3, sentence_formation 3, vocabulary 3, pace 1"),
        "speaking medium, pronunciation, pace" =>
            Speaking("content 3, sentence_formation 3, pronunciation 3, pace 1", ReadAloud),
        "speaking medium, all" =>
            Speaking("content 3, sentence_formation 3, vocabulary 3, pronunciation 3, pace 1"),
        "speaking long" => Speaking(
            "content 3, sentence_formation 3, coherence 3, vocabulary 3, pronunciation 3, pace 1", ReadAloud),
        _ => throw new ArgumentOutOfRangeException(nameof(task), task, "No such task."),
    };

    /// <summary>Reads <c>adequacy 2, grammar 1</c>: points by criterion.</summary>
    public static Dictionary<string, int> Points(string text) => text
        .Split(", ", StringSplitOptions.RemoveEmptyEntries)
        .Select(part => part.Split(' '))
        .ToDictionary(part => part[0], part => int.Parse(part[1], System.Globalization.CultureInfo.InvariantCulture));

    private static Rubric Writing(string scales, int? adequacyWhenReinterpreted = null) => new()
    {
        Criteria = Criteria(scales),
        Gates = AdequacyGate,
        Caps = adequacyWhenReinterpreted is { } maxPoints
            ? [new Cap { Flag = "stimulus_reinterpreted", Criteria = ["adequacy"], MaxPoints = maxPoints }]
            : [],
    };

    private static Rubric Speaking(string scales, params Cap[] caps) =>
        new() { Precondition = true, Criteria = Criteria(scales), Caps = caps };

    private static Criterion[] Criteria(string scales) =>
        [.. Points(scales).Select(scale => new Criterion { Id = scale.Key, Title = scale.Key, MaxPoints = scale.Value })];
}
