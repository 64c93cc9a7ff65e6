namespace Cesuur.Infrastructure.Payments;

/// <summary>Something happened to the payment of an order: its state is asked for, and what follows from it is done.</summary>
public static class OrderSettlement
{
    public const string Kind = "settle_order";
}

public sealed record SettleOrderArguments(string OrderId);
