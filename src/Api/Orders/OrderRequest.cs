using System.ComponentModel.DataAnnotations;
using Cesuur.Domain.Orders;

namespace Cesuur.Api.Orders;

/// <summary>To whom an invoice goes.</summary>
public sealed record BillingRequest
{
    /// <summary>Of the organisation, as the invoice says it.</summary>
    [Required, StringLength(200, MinimumLength = 1)]
    public required string Name { get; init; }

    /// <summary>Street, place and country, on lines of their own.</summary>
    [Required, StringLength(500, MinimumLength = 1)]
    public required string Address { get; init; }

    /// <summary>The buyer's, where it has one.</summary>
    [StringLength(20, MinimumLength = 4)]
    public string? VatNumber { get; init; }

    /// <summary>The buyer's own reference, to be repeated on the invoice.</summary>
    [StringLength(100, MinimumLength = 1)]
    public string? Reference { get; init; }

    internal Billing ToBilling() => new(Name, Address, VatNumber, Reference);
}

/// <summary>What every order says about how it is paid.</summary>
public abstract record OrderRequest
{
    public required OrderMethod Method { get; init; }

    /// <summary>Where the buyer goes after paying: https, or http on the machine itself. Needed for <c>online</c>.</summary>
    [StringLength(2000, MinimumLength = 1)]
    public string? SuccessUrl { get; init; }

    /// <summary>Where the buyer goes who does not pay. Needed for <c>online</c>.</summary>
    [StringLength(2000, MinimumLength = 1)]
    public string? CancelUrl { get; init; }

    /// <summary>Needed for <c>invoice</c>.</summary>
    public BillingRequest? Billing { get; init; }
}
