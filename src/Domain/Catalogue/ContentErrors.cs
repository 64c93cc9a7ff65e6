namespace Cesuur.Domain.Catalogue;

/// <summary>What stands in the way of publishing content, or even of keeping it as a draft.</summary>
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
        new("key_missing", ErrorKind.Invalid, "What no person rates has a key");

    public static readonly DomainError KeyNotExpected =
        new("key_not_expected", ErrorKind.Invalid, "What is rated by a rubric has no key, nor has a composite item beside its parts");

    public static readonly DomainError KeyUnknownChoice =
        new("key_unknown_choice", ErrorKind.Invalid, "The key names a choice or a pair that there is not");

    public static readonly DomainError KeyWithoutPoints =
        new("key_without_points", ErrorKind.Invalid, "A right answer earns points");

    public static readonly DomainError RubricMissing =
        new("rubric_missing", ErrorKind.Invalid, "A text or a recording is rated by a rubric");

    public static readonly DomainError RubricNotExpected =
        new("rubric_not_expected", ErrorKind.Invalid, "What is chosen has a key and no rubric");

    public static readonly DomainError SpeakingPoints =
        new("speaking_points", ErrorKind.Invalid, "The programme has no speaking task with this maximum");

    public static readonly DomainError TimeNotEnough =
        new("time_not_enough", ErrorKind.Invalid, "The time cannot be enough");

    public static readonly DomainError LimitBeyondWhole =
        new("time_limit_beyond_whole", ErrorKind.Invalid, "A part does not get more time than the whole");

    public static readonly DomainError ProgrammeLevel =
        new("programme_level", ErrorKind.Invalid, "Programme I is at level B1, programme II at B2");

    public static readonly DomainError ConversionStart =
        new("conversion_start", ErrorKind.Invalid, "A conversion table starts at 0 points");

    public static readonly DomainError ConversionUnordered =
        new("conversion_unordered", ErrorKind.Invalid, "The points of a conversion table rise from row to row");

    public static readonly DomainError ConversionFalls =
        new("conversion_falls", ErrorKind.Invalid, "A scale score does not fall when points rise");

    public static readonly DomainError CutScoreNotConverted =
        new("cut_score_not_converted", ErrorKind.Invalid, "The cut score is the smallest number of points that converts to 500 or more");

    public static readonly DomainError RatersNotSummed =
        new("raters_not_summed", ErrorKind.Invalid, "Points are summed over exactly two ratings, or over one; of more they are the mean");

    public static readonly DomainError AdjudicationWithoutRaters =
        new("adjudication_without_raters", ErrorKind.Invalid, "A margin is at least 0 and between two independent raters");

    public static readonly DomainError PolicyOutOfRange =
        new("policy_out_of_range", ErrorKind.Invalid, "The policy has a number that means nothing");

    public static readonly DomainError ShuffleForwardOnly =
        new("shuffle_forward_only", ErrorKind.Invalid, "Items are shuffled only where a candidate moves freely");

    public static readonly DomainError TimeLimitWithoutOrder =
        new("time_limit_without_order", ErrorKind.Invalid, "An item has a time of its own only where items come one by one");

    public static readonly DomainError StimulusEmpty =
        new("stimulus_empty", ErrorKind.Invalid, "A stimulus has a text or a file");

    public static readonly DomainError PartsMissing =
        new("parts_missing", ErrorKind.Invalid, "A composite item has parts");

    public static readonly DomainError PartsNotExpected =
        new("parts_not_expected", ErrorKind.Invalid, "Only a composite item has parts");

    public static readonly DomainError PartComposite =
        new("part_composite", ErrorKind.Invalid, "A part has no parts of its own");

    public static readonly DomainError RecordingsOutOfRange =
        new("recordings_out_of_range", ErrorKind.Invalid, "A task is recorded at least once and at most 20 times");

    public static readonly DomainError LimitsCrossed =
        new("limits_crossed", ErrorKind.Invalid, "The least is not above the most");

    public static readonly DomainError TargetsMissing =
        new("targets_missing", ErrorKind.Invalid, "There is nothing to match with");

    public static readonly DomainError ChoiceIdSpaced =
        new("choice_id_spaced", ErrorKind.Invalid, "The id of a choice is a word without spaces");

    public static readonly DomainError KeyNeverRight =
        new("key_never_right", ErrorKind.Invalid, "The key is an answer that can be given: nothing twice, and no more than may be chosen");

    public static readonly DomainError TooManyPairs =
        new("pairs_too_many", ErrorKind.Invalid, "There are at most 10,000 pairs to choose from");

    public static readonly DomainError ResponseNotDeclared =
        new("response_not_declared", ErrorKind.Invalid, "Every answer goes to a response that the processing declares");

    public static readonly DomainError ProcessingPoints =
        new("processing_points", ErrorKind.Invalid, "The points are the most that the processing brings");

    public static readonly DomainError ConversionAboveMaximum =
        new("conversion_above_maximum", ErrorKind.Invalid, "Nobody earns more points than there are");

    public static readonly DomainError KeyOrderIncomplete =
        new("key_order_incomplete", ErrorKind.Invalid, "The key puts all choices in order");

    public static readonly DomainError MediaMissing =
        new("media_missing", ErrorKind.Invalid, "There is no such file, or it cannot be played");

    public static readonly DomainError HtmlNotAllowed =
        new("html_not_allowed", ErrorKind.Invalid, "A text has something in it that texts cannot have");

    public static readonly DomainError KeptNotXml =
        new("kept_not_xml", ErrorKind.Invalid, "What is kept of QTI is one element, well-formed, at most 100 deep and without a document type");

    public static readonly DomainError PointsOutOfRange =
        new("points_out_of_range", ErrorKind.Invalid, "Points lie from 0 to 1000, those of single values in a mapping from -1000");

    public static readonly DomainError FileTypesUnknown =
        new("file_types_unknown", ErrorKind.Invalid, "An upload names the types of file that it takes, of those that can be handed in");

    public static readonly DomainError ProcessingNotExpected =
        new("processing_not_expected", ErrorKind.Invalid, "What is rated by a rubric has no response processing");

    public static readonly DomainError MarkUnknown =
        new("mark_unknown", ErrorKind.Invalid, "A mark in a text names what the item has");

    public static readonly DomainError MarkMissing =
        new("mark_missing", ErrorKind.Invalid, "Every stretch of a hot text and every gap is marked once in its text, and no part is marked twice");
}
