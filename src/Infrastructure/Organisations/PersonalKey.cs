using System.Security.Cryptography;
using Cesuur.Domain;
using Cesuur.Domain.People;

namespace Cesuur.Infrastructure.Organisations;

/// <summary>
/// The key of one candidate's own values in the audit log. The log is never changed; what it holds of a
/// candidate is erased by forgetting the key, which works on every copy of the log too.
/// </summary>
public sealed class PersonalKey : TenantOwned
{
    private const int KeyLength = 32;
    private const int NonceLength = 12;
    private const int TagLength = 16;

    private PersonalKey()
    {
    }

    public Id<Candidate> CandidateId { get; private set; }

    /// <summary>Null: erased. There is never another one for this candidate.</summary>
    public byte[]? Key { get; private set; }

    public static PersonalKey Create(Id<Candidate> candidate) => new()
    {
        CandidateId = candidate,
        Key = RandomNumberGenerator.GetBytes(KeyLength),
    };

    /// <summary>Encrypted for one place, which it cannot be moved from; null once the key is erased.</summary>
    public byte[]? Seal(byte[] value, byte[] place)
    {
        if (Key is null)
        {
            return null;
        }

        var seal = new byte[NonceLength + value.Length + TagLength];
        RandomNumberGenerator.Fill(seal.AsSpan(0, NonceLength));
        using var aes = new AesGcm(Key, TagLength);
        aes.Encrypt(seal.AsSpan(0, NonceLength), value, seal.AsSpan(NonceLength, value.Length), seal.AsSpan(NonceLength + value.Length), place);
        return seal;
    }

    /// <summary>What was sealed for that place; null once the key is erased.</summary>
    public byte[]? Open(byte[] seal, byte[] place)
    {
        if (Key is null)
        {
            return null;
        }

        var value = new byte[seal.Length - NonceLength - TagLength];
        using var aes = new AesGcm(Key, TagLength);
        aes.Decrypt(seal.AsSpan(0, NonceLength), seal.AsSpan(NonceLength, value.Length), seal.AsSpan(NonceLength + value.Length), value, place);
        return value;
    }
}
