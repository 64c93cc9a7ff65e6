namespace Cesuur.Domain.Rating;

/// <summary>Whether there is anything to rate, decided before a speaking task is rated (N annex 2).</summary>
public enum Precondition
{
    /// <summary>An intelligible reaction, in Dutch, related to the context: only this is rated further.</summary>
    Ratable,

    /// <summary>Not intelligible, in another language, or unrelated to the context: 0 points.</summary>
    NotIntelligible,

    /// <summary>The candidate says nothing: 0 points.</summary>
    NoSpeech,

    /// <summary>No score, but a case for the exam board.</summary>
    TechnicalProblem,
}
