namespace Cesuur.Domain.Credits;

public static class CreditErrors
{
    public static readonly DomainError InsufficientCredits =
        new("insufficient_credits", ErrorKind.Conflict, "The balance is too low");

    public static readonly DomainError TokenMistyped =
        new("token_mistyped", ErrorKind.Invalid, "This is no credit token: something in it is mistyped");

    public static readonly DomainError TokenUnknown =
        new("token_unknown", ErrorKind.Invalid, "There is no such credit token");

    public static readonly DomainError TooManyGuesses =
        new("too_many_guesses", ErrorKind.Throttled, "Too many unknown tokens were tried; try again later");

    public static readonly DomainError TokenUsed =
        new("token_used", ErrorKind.Conflict, "The credit token has been redeemed already");

    public static readonly DomainError TokenExpired =
        new("token_expired", ErrorKind.Conflict, "The credit token has expired");

    public static readonly DomainError TokenRevoked =
        new("token_revoked", ErrorKind.Conflict, "The credit token has been revoked");
}
