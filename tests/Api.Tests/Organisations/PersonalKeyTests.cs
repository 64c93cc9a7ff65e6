using System.Security.Cryptography;
using Cesuur.Domain;
using Cesuur.Domain.People;
using Cesuur.Infrastructure.Organisations;

namespace Cesuur.Api.Tests.Organisations;

public sealed class PersonalKeyTests
{
    private static readonly byte[] Value = "Noor"u8.ToArray();
    private static readonly byte[] Place = "aud_1 name"u8.ToArray();

    private readonly PersonalKey _key = PersonalKey.Create(Id<Candidate>.New());

    [Fact]
    public void What_was_sealed_opens_in_its_place_with_its_key_alone()
    {
        var seal = _key.Seal(Value, Place)!;

        Assert.Equal(Value, _key.Open(seal, Place));
        Assert.Throws<AuthenticationTagMismatchException>(() => _key.Open(seal, "aud_2 name"u8.ToArray()));
        Assert.Throws<AuthenticationTagMismatchException>(() => PersonalKey.Create(_key.CandidateId).Open(seal, Place));
    }

    [Fact]
    public void The_same_value_is_never_sealed_alike() =>
        Assert.NotEqual(_key.Seal(Value, Place), _key.Seal(Value, Place));
}
