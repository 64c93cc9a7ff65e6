using Cesuur.Domain.Organisations;

namespace Cesuur.Domain.AccountRequests;

/// <summary>Somebody for whom an account is asked.</summary>
/// <param name="Name">The person's name.</param>
/// <param name="Email">Where the activation mail goes.</param>
/// <param name="Roles">What the person is to be in the organisation.</param>
/// <param name="Fields">Those ticked on the person's own form (E); null: every test of the organisation.</param>
public sealed record WantedUser(string Name, string Email, IReadOnlyList<Role> Roles, IReadOnlyList<string>? Fields);
