using Cesuur.Domain;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Partners;
using Cesuur.Domain.People;
using Cesuur.Domain.Sessions;

namespace Cesuur.Api.Http;

/// <summary>What a violated unique constraint means to a caller.</summary>
internal static class UniqueConstraints
{
    private static readonly Dictionary<string, DomainError> Errors = new()
    {
        ["candidates_tenant_id_number_key"] = PeopleErrors.NumberTaken,
        ["departments_tenant_id_search_key_key"] = OrganisationErrors.DepartmentNameTaken,
        ["one_candidate_per_seat"] = ExamSessionErrors.SeatTaken,
        ["one_seat_per_candidate"] = ExamSessionErrors.AlreadyRegistered,
        ["one_grant_per_partner"] = PartnerErrors.AlreadyGranted,
        ["users_tenant_id_email_key_key"] = OrganisationErrors.EmailTaken,
    };

    public static DomainError? ErrorOf(string? constraint) =>
        constraint is null ? null : Errors.GetValueOrDefault(constraint);
}
