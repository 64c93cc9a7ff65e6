using Cesuur.Domain.Organisations;

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

    public static readonly DomainError PricesInThePast =
        new("prices_in_the_past", ErrorKind.Invalid, "Prices change from today on; what has been charged stays");

    /// <summary>The refusal that tells of every account that falls short what it has and what it would take.</summary>
    public static DomainException Insufficient(IEnumerable<CreditShortage> shortages) => new(InsufficientCredits, Describe(shortages));

    public static string Describe(IEnumerable<CreditShortage> shortages) => string.Join(' ', shortages.Select(shortage =>
        $"{(shortage.Department is { } department ? $"The allocation of {department}" : "The organisation's balance")} is {shortage.Balance}; {shortage.Needed} are needed."));
}

/// <summary>An account that has less than is asked of it; without a department, the organisation's own.</summary>
public sealed record CreditShortage(Id<Department>? Department, long Needed, long Balance);
