namespace Cesuur.Domain.Catalogue;

/// <summary>How a candidate responds to an item.</summary>
public enum ItemType
{
    /// <summary>One of the item's choices; scored by its key.</summary>
    SingleChoice,

    /// <summary>Typed text; rated by a rubric.</summary>
    ExtendedText,

    /// <summary>Speech, recorded; rated by a rubric.</summary>
    RecordedSpeech,
}
