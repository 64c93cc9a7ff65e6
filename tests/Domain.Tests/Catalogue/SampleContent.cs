using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Rating;
using Cesuur.Domain.Tests.Rating;

namespace Cesuur.Domain.Tests.Catalogue;

/// <summary>Small pieces of content for the tests to build with.</summary>
internal static class SampleContent
{
    public static TestContent Of(params IReadOnlyList<Item> items) => new() { Sections = [Section("s1", items)] };

    public static Section Section(string identifier, params IReadOnlyList<Item> items) => new()
    {
        Identifier = identifier,
        Title = identifier,
        Navigation = Navigation.Free,
        Items = items,
    };

    public static Item Choice(string identifier, string correct = "b", int points = 1) => new()
    {
        Id = Id<Item>.New(),
        Identifier = identifier,
        Type = ItemType.SingleChoice,
        Prompt = "Which one?",
        Choices = [new Choice { Id = "a", Text = "One" }, new Choice { Id = "b", Text = "Another" }],
        Key = new ScoringKey { Correct = [correct], Points = points },
    };

    public static Item Text(string identifier, string task = "writing_short_i") =>
        Task(identifier, ItemType.ExtendedText, StateExamRubrics.Of(task));

    public static Item Speech(string identifier, string task = "speaking_short_word_choice") =>
        Task(identifier, ItemType.RecordedSpeech, StateExamRubrics.Of(task));

    private static Item Task(string identifier, ItemType type, Rubric rubric) => new()
    {
        Id = Id<Item>.New(),
        Identifier = identifier,
        Type = type,
        Prompt = "Tell us.",
        Rubric = rubric,
    };
}
