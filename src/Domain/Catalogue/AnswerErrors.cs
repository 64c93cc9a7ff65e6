namespace Cesuur.Domain.Catalogue;

/// <summary>Why an answer is not one that its item can take.</summary>
public static class AnswerErrors
{
    public static readonly DomainError Mismatch =
        new("answer_mismatch", ErrorKind.Invalid, "The answer is not of the kind that the item asks for");

    public static readonly DomainError UnknownChoice =
        new("choice_unknown", ErrorKind.Invalid, "The item has no such choice");

    public static readonly DomainError TextTooLong =
        new("answer_too_long", ErrorKind.Invalid, "The text is longer than what is kept");

    public static readonly DomainError TextNotStorable =
        new("answer_not_storable", ErrorKind.Invalid, "The text holds a character that cannot be stored");
}
