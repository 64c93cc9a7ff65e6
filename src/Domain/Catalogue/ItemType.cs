namespace Cesuur.Domain.Catalogue;

/// <summary>How a candidate responds to an item, or to a part of one.</summary>
public enum ItemType
{
    /// <summary>One of the choices.</summary>
    SingleChoice,

    /// <summary>Some of the choices, in no order.</summary>
    MultipleChoice,

    /// <summary>One of the choices, from a list that opens in the running text.</summary>
    InlineChoice,

    /// <summary>A word or a few, typed into a gap of the running text.</summary>
    TextEntry,

    /// <summary>Pairs of a choice and a target.</summary>
    Match,

    /// <summary>All choices, put in order.</summary>
    Order,

    /// <summary>Some of the marked stretches of a text; the choices are these.</summary>
    HotText,

    /// <summary>Choices put into the gaps of a text: pairs of a choice and a target, which is a gap.</summary>
    GapMatch,

    /// <summary>Typed text, rated by a rubric.</summary>
    ExtendedText,

    /// <summary>Speech, recorded; rated by a rubric.</summary>
    RecordedSpeech,

    /// <summary>A file of the candidate's; rated by a rubric.</summary>
    FileUpload,

    /// <summary>Nothing is asked: a page to read, look at or listen to. It has no answer and brings no points.</summary>
    Information,

    /// <summary>Several parts, each of another type, in one text: a passage with gaps, a form.</summary>
    Composite,
}
