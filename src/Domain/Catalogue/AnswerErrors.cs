namespace Cesuur.Domain.Catalogue;

/// <summary>Why an answer is not one that its item can take.</summary>
public static class AnswerErrors
{
    public static readonly DomainError Mismatch =
        new("answer_mismatch", ErrorKind.Invalid, "The answer is not of the kind that the item asks for");

    public static readonly DomainError UnknownChoice =
        new("choice_unknown", ErrorKind.Invalid, "The item has no such choice");

    public static readonly DomainError ChosenTwice =
        new("choice_used_up", ErrorKind.Invalid, "The choice is in the answer more often than it may be");

    public static readonly DomainError TooManyChoices =
        new("choices_too_many", ErrorKind.Invalid, "The answer has more choices or pairs than the item takes");

    public static readonly DomainError UnknownPart =
        new("part_unknown", ErrorKind.Invalid, "The item has no such part");

    public static readonly DomainError TextTooLong =
        new("answer_too_long", ErrorKind.Invalid, "The text is longer than what is kept");

    public static readonly DomainError TextNotStorable =
        new("answer_not_storable", ErrorKind.Invalid, "The text holds a character that cannot be stored");
}
