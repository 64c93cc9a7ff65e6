namespace Cesuur.Api.Invitations;

/// <summary>What <c>credits.spent</c> and <c>credits.refunded</c> carry.</summary>
public sealed record CreditsMoved
{
    public required int Credits { get; init; }

    public required long Balance { get; init; }
}
