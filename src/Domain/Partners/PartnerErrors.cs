namespace Cesuur.Domain.Partners;

public static class PartnerErrors
{
    public static readonly DomainError OrganisationHeaderNeeded =
        new("organisation_header_needed", ErrorKind.Malformed, "A partner's key needs the header Cesuur-Organisation, which says for whom");

    /// <summary>The same whether the organisation does not exist, has granted nothing or has withdrawn it.</summary>
    public static readonly DomainError NoGrant =
        new("no_grant", ErrorKind.Forbidden, "No organisation of this id has granted this partner access");

    public static readonly DomainError AlreadyGranted =
        new("already_granted", ErrorKind.Conflict, "The partner has a grant already: withdraw it to make another");
}
