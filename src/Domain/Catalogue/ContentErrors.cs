namespace Cesuur.Domain.Catalogue;

/// <summary>What stands in the way of publishing content.</summary>
public static class ContentErrors
{
    public static readonly DomainError NoItems =
        new("content_empty", ErrorKind.Invalid, "A test has at least one item");

    public static readonly DomainError DurationNotPositive =
        new("duration_not_positive", ErrorKind.Invalid, "A test takes more than no time");

    public static readonly DomainError LevelMissing =
        new("level_missing", ErrorKind.Invalid, "A test whose result is a CEFR level has a level");

    public static readonly DomainError DuplicateIdentifier =
        new("identifier_duplicate", ErrorKind.Invalid, "The identifier is used more than once");

    public static readonly DomainError UnknownStimulus =
        new("stimulus_unknown", ErrorKind.Invalid, "The section has no such stimulus");

    public static readonly DomainError PlayLimitNotPositive =
        new("play_limit_not_positive", ErrorKind.Invalid, "What may be played can be played at least once");

    public static readonly DomainError KeyMissing =
        new("key_missing", ErrorKind.Invalid, "A single-choice item has a key that names the right choice");

    public static readonly DomainError KeyNotExpected =
        new("key_not_expected", ErrorKind.Invalid, "Only a single-choice item has a key");

    public static readonly DomainError KeyUnknownChoice =
        new("key_unknown_choice", ErrorKind.Invalid, "The key names a choice that the item does not have");

    public static readonly DomainError KeyWithoutPoints =
        new("key_without_points", ErrorKind.Invalid, "A right answer earns at least one point");

    public static readonly DomainError RubricMissing =
        new("rubric_missing", ErrorKind.Invalid, "A text or a recording is rated by a rubric");

    public static readonly DomainError RubricNotExpected =
        new("rubric_not_expected", ErrorKind.Invalid, "A single-choice item has no rubric");

    public static readonly DomainError SpeakingPoints =
        new("speaking_points", ErrorKind.Invalid, "The programme has no speaking task with this maximum");
}
